"""The console: its page, a module a view, its styles, and in ``vendor`` the libraries that it stands on."""
