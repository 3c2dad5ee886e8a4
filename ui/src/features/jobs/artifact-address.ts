// Where an artifact can be downloaded: it is one of the group's shared files.

/** The group's part of a path, as everywhere in the product. */
const groupPart = (groupName: string) => groupName.toLowerCase().replaceAll('_', '-');

export function artifactAddress(groupName: string, prefix: string, name: string): string {
  const path = ['groups', groupPart(groupName), ...prefix.split('/'), ...name.split('/')];
  return `/api/files/${path.filter(Boolean).map(encodeURIComponent).join('/')}?download=1`;
}
