"""Where Django is put together: settings from the environment, addresses, health, processes."""
