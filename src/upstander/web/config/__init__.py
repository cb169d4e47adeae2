"""How the workbench is put together: settings, addresses, templates."""
