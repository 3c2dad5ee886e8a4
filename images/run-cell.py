"""Does a kernel of the notebook server at 127.0.0.1:8888 run a cell? Starts one by REST, runs a line over its WebSocket, prints the output.

Run inside a notebook container: `docker exec -i NAME python3 - TOKEN BASE_URL CODE < images/run-cell.py`.
"""

import json
import sys
import urllib.request
import uuid

from websocket import create_connection

token, base_url, code = sys.argv[1:4]
address = f"127.0.0.1:8888{base_url}api/kernels"
header = {"Authorization": f"token {token}"}

kernel = json.load(urllib.request.urlopen(urllib.request.Request(f"http://{address}", headers=header, method="POST", data=b"{}"), timeout=30))
socket = create_connection(f"ws://{address}/{kernel['id']}/channels", header=header, timeout=60)
request = str(uuid.uuid4())
socket.send(json.dumps({
    "header": {"msg_id": request, "msg_type": "execute_request", "username": "", "session": request, "version": "5.3"},
    "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [],
    "content": {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True},
}))
while True:
    message = json.loads(socket.recv())
    if message["parent_header"].get("msg_id") != request:
        continue
    if message["msg_type"] == "stream":
        print(message["content"]["text"], end="")
    elif message["msg_type"] == "error":
        sys.exit("\n".join(message["content"]["traceback"]))
    elif message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
        # Output and state come in order on one channel, so that nothing follows.
        break
urllib.request.urlopen(urllib.request.Request(f"http://{address}/{kernel['id']}", headers=header, method="DELETE"), timeout=30)
