// The file ~/.primehub/config.json that the primehub command and the Python SDK read.

type Group = { id: string; name: string; displayName: string };

export function clientConfig(origin: string, token: string, group?: Group): string {
  const file = {
    endpoint: `${origin}/api/graphql`,
    'api-token': token,
    group: group ? { id: group.id, name: group.name, displayName: group.displayName } : null,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
