"""The page that a browser shows for a link without the server's token: no script, and nothing to load."""

from __future__ import annotations

CLOSED = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>This link does not open the map</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif }
body { max-width: 36rem; margin: 15vh auto 0; padding: 0 1.25rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
code { font-size: 0.95em }
</style>
<main>
<h1>This link does not open the map</h1>
<p>It lacks the token of the server that runs now, or it is of a server that was started anew since:
each start of <code>reopen serve</code> makes a new token.</p>
<p>Open the address that <code>reopen serve</code> prints in its terminal. It begins with
<code>http://127.0.0.1</code> and holds <code>token=</code>. If that terminal is closed, run
<code>reopen serve</code> again. Saved scenarios are kept.</p>
</main>
</html>
"""
