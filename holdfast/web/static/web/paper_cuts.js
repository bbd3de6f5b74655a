// Ranking by dragging a handle, or with the arrow keys on it. Without this file each row has a field for
// its position. One move is one request; its answer is the board as it then is.
(() => {
  "use strict";

  const board = () => document.getElementById("board");
  const cuts = () => [...board().querySelectorAll("ol.cuts > .cut")];

  const begin = () => {
    if (!board() || !("drags" in board().dataset)) return;
    for (const grip of board().querySelectorAll(".cut-grip")) grip.hidden = false;
  };

  const send = (cut, position) => {
    const form = cut.querySelector(".cut-move");
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const grip = `.cut[data-cut="${cut.dataset.cut}"] .cut-grip`;
    window.htmx
      .ajax("POST", form.getAttribute("action"), {
        source: board(),
        target: "#board",
        select: "#board",
        swap: "outerHTML",
        values: { position, seen: board().dataset.seen, csrfmiddlewaretoken: token },
      })
      .then(() => {
        begin();
        const moved = board().querySelector(grip);
        if (moved) moved.focus();
        const note = board().querySelector("[role=alert]");
        const at = moved && moved.closest(".cut").dataset.position;
        document.getElementById("moved").textContent = note
          ? note.textContent.trim()
          : `CUT-${cut.dataset.cut} is at ${at}`;
      });
  };

  // A refusal shows the board, too: as it is now, with what somebody else did meanwhile.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "board") return;
    if ([403, 409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".cut-grip");
    if (!grip || event.button) return;
    event.preventDefault();
    grip.focus();
    const cut = grip.closest(".cut");
    const before = cuts().indexOf(cut);
    const next = cut.nextElementSibling;
    cut.classList.add("cut-moving");
    grip.setPointerCapture(event.pointerId);

    const move = (at) => {
      for (const other of cuts()) {
        if (other === cut) continue;
        const box = other.getBoundingClientRect();
        if (at.clientY < box.top || at.clientY > box.bottom) continue;
        const below = at.clientY > box.top + box.height / 2;
        other.parentNode.insertBefore(cut, below ? other.nextSibling : other);
        grip.setPointerCapture(at.pointerId);
      }
    };
    const end = (dropped) => {
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", drop);
      grip.removeEventListener("pointercancel", cancel);
      document.removeEventListener("keydown", escape);
      cut.classList.remove("cut-moving");
      const now = cuts().indexOf(cut);
      if (!dropped) cut.parentNode.insertBefore(cut, next);
      else if (now !== before) send(cut, now + 1);
    };
    const drop = () => end(true);
    const cancel = () => end(false);
    const escape = (key) => key.key === "Escape" && end(false);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", escape);
  });

  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest(".cut-grip");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !step) return;
    event.preventDefault();
    const cut = grip.closest(".cut");
    const position = cuts().indexOf(cut) + 1 + step;
    if (position < 1 || position > cuts().length) return;
    send(cut, position);
  });

  begin();
})();
