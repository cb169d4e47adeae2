"""The workbench: leads in a browser, from the list to a decision that stands.

Rooms: `config` puts the site together; `design` is what it looks like; `accounts` who may do what;
`audit` what was done; `triage` the leads. Inside a room: urls, views, forms and presenters,
actions, policies, models, each leaning only on what stands right of it.
"""
