"""What hostile fragments try to do: see clean_fixtures."""

LEAK = "http://leak.example/"
RAN = "new Image().src='http://leak.example/ran'+Math.random()"
CODED = "&#110;ew Image().src='http://leak.example/ran'+Math.random()"
IMG = f'<img src=x onerror="{RAN}">'
ESCAPED = f"&lt;img src=x onerror=&quot;{RAN}&quot;&gt;"
