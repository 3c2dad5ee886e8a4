"""JupyterHub as a peer: DockerSpawner, our notebook image, one user, everything on addresses of this machine only."""

import os

bridge = os.environ["BENCH_BRIDGE"]

c = get_config()  # noqa: F821 - JupyterHub defines it
c.JupyterHub.bind_url = "http://127.0.0.1:18000"
c.JupyterHub.hub_bind_url = f"http://{bridge}:18081"
c.JupyterHub.db_url = "sqlite:///jupyterhub.sqlite"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:18001"
c.ConfigurableHTTPProxy.command = [os.environ["BENCH_PROXY"]]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allowed_users = {"bench"}
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = "primehub/jupyterhub-notebook:latest"
c.DockerSpawner.network_name = "bridge"
c.DockerSpawner.use_internal_ip = True
c.DockerSpawner.remove = True
c.DockerSpawner.pull_policy = "never"
c.JupyterHub.services = [{"name": "bench", "api_token": os.environ["BENCH_HUB_TOKEN"]}]
c.JupyterHub.load_roles = [{
    "name": "bench",
    "services": ["bench"],
    "scopes": ["admin:users", "admin:servers", "access:servers"],
}]
c.JupyterHub.active_server_limit = 0
