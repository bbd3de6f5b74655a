"""User groups, which people mention to call whoever is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack.api import Args, Refused, method

if TYPE_CHECKING:
    from tests.slack.people import User
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(eq=False)
class Group:
    space: Workspace = field(repr=False)
    id: str
    handle: str
    name: str
    description: str = ""
    members: list[User] = field(default_factory=list)
    updated: int = 0
    disabled: bool = False
    by: str = ""

    @property
    def mention(self) -> str:
        return f"<!subteam^{self.id}|@{self.handle}>"

    def as_json(self, *, users: bool = True, count: bool = True) -> Json:
        said: Json = {
            "id": self.id,
            "team_id": self.space.team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "is_external": False,
            "date_create": 1_700_000_000,
            "date_update": self.updated,
            "date_delete": 1 if self.disabled else 0,
            "auto_type": None,
            "created_by": self.by or self.space.bot_user_id,
            "updated_by": self.by or self.space.bot_user_id,
            "deleted_by": None,
            "prefs": {"channels": [], "groups": []},
        }
        if users:
            said["users"] = [each.id for each in self.members]
        if count:
            said["user_count"] = len(self.members)
        return said

    def set_by_hand(self, members: list[User], *, by: User) -> None:
        """Somebody changes the group in Slack itself."""
        self.put(members, by.id)

    def put(self, members: list[User], by: str) -> None:
        added = [each.id for each in members if each not in self.members]
        removed = [each.id for each in self.members if each not in members]
        before = self.updated
        self.members = list(members)
        self.updated, self.by = int(self.space.epoch()), by
        if not (added or removed):
            return
        self.space.inbound.emit(
            {
                "type": "subteam_members_changed",
                "subteam_id": self.id,
                "team_id": self.space.team_id,
                "date_previous_update": before,
                "date_update": self.updated,
                "added_users": added,
                "added_users_count": str(len(added)),
                "removed_users": removed,
                "removed_users_count": str(len(removed)),
                "event_ts": self.space.next_ts(),
            }
        )
        self.changed("subteam_updated")

    def changed(self, kind: str) -> None:
        event = {"type": kind, "subteam": self.as_json(), "event_ts": self.space.next_ts()}
        self.space.inbound.emit(event)


def _plan(space: Workspace, error: str = "plan_upgrade_required") -> None:
    if space.free_plan:
        raise Refused(error)


def _writable(space: Workspace, error: str = "paid_teams_only") -> None:
    _plan(space, error)
    if space.groups_for_admins:
        raise Refused("permission_denied")


def _group(space: Workspace, args: Args) -> Group:
    found = space.groups.get(args["usergroup"])
    if not found:
        raise Refused("no_such_subteam")
    return found


@method("usergroups.list")
def _list(space: Workspace, args: Args) -> Json:
    _plan(space)
    return {
        "usergroups": [
            each.as_json(users=args.flag("include_users"), count=args.flag("include_count"))
            for each in space.groups.values()
            if not each.disabled or args.flag("include_disabled")
        ]
    }


@method("usergroups.users.list")
def _users(space: Workspace, args: Args) -> Json:
    _plan(space)
    group = _group(space, args)
    if group.disabled and not args.flag("include_disabled"):
        raise Refused("no_such_subteam")
    return {"users": [each.id for each in group.members]}


@method("usergroups.users.update")
def _update_users(space: Workspace, args: Args) -> Json:
    _writable(space, "plan_upgrade_required")
    wanted = args.listed("users")
    if not wanted:
        raise Refused("no_users_provided")
    group = _group(space, args)
    members = []
    for name in dict.fromkeys(wanted):
        user = space.people.get(name)
        # Somebody deactivated, or no person: refused whole, nothing is written.
        if not user or user.deleted or user.bot:
            raise Refused("invalid_users")
        members.append(user)
    group.put(members, space.bot_user_id)
    return {"usergroup": group.as_json()}


@method("usergroups.create")
def _create(space: Workspace, args: Args) -> Json:
    _writable(space)
    _free(space, args, None)
    handle = args.get("handle") or args["name"].lower().replace(" ", "-")
    group = space.add_group(handle, name=args["name"], description=args.get("description", ""))
    group.changed("subteam_created")
    return {"usergroup": group.as_json()}


@method("usergroups.update")
def _update(space: Workspace, args: Args) -> Json:
    _writable(space)
    group = _group(space, args)
    _free(space, args, group)
    before = (group.name, group.handle, group.description)
    group.name = args.get("name", group.name)
    group.handle = args.get("handle", group.handle)
    group.description = args.get("description", group.description)
    if before != (group.name, group.handle, group.description):
        group.updated = int(space.epoch())
        group.changed("subteam_updated")
    return {"usergroup": group.as_json()}


def _free(space: Workspace, args: Args, own: Group | None) -> None:
    for each in space.groups.values():
        if each is own:
            continue
        if args.get("name") and each.name == args["name"]:
            raise Refused("name_already_exists")
        if args.get("handle") and each.handle == args["handle"]:
            raise Refused("handle_already_exists")
    taken = {user.name for user in space.people.values()}
    if args.get("handle") in {"here", "channel", "everyone"} | taken:
        raise Refused("handle_already_exists")
