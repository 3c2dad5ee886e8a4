// Paths below a group's shared files ("/" is the root): how they are joined, how they stand in the address, and how
// workloads know them.

export const ROOT = '/';

export const pathOf = (folder: string, name: string) => (folder === ROOT ? `/${name}` : `${folder}/${name}`);

export const parentOf = (path: string) => path.slice(0, Math.max(1, path.lastIndexOf('/')));

export const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Whether a path is this folder or something in it. */
export const isWithin = (path: string, folder: string) =>
  folder === ROOT || path === folder || path.startsWith(`${folder}/`);

export type Step = { name: string; path: string };

/** The folders between `root` and the path, the outermost first. */
export function steps(path: string, root = ROOT): Step[] {
  const names = namesOf(path);
  const all = names.map((name, i) => ({ name, path: `/${names.slice(0, i + 1).join('/')}` }));
  return all.slice(namesOf(root).length);
}

const namesOf = (path: string) => path.split('/').filter((name) => name !== '');

/** As the end of an address: "" for the root, else "/a%20b/c". */
export const encodePath = (path: string) => (path === ROOT ? '' : path.split('/').map(encodeURIComponent).join('/'));

/** Read from the whole address, since the router's own parameter confuses a "%2F" inside a name with a slash. */
export function pathInAddress(address: string, base: string): string {
  const rest = address.startsWith(`${base}/`) ? address.slice(base.length) : '';
  return `/${namesOf(rest).map(decoded).join('/')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Typed by hand with a lone "%".
    return text;
  }
}

/** What somebody typed or pasted: also as a URI, or as workloads see it. */
export function typedPath(text: string): string {
  const plain = text
    .trim()
    .replace(/^phfs:\/\//, '')
    .replace(/^\/phfs(?=\/|$)/, '');
  return `/${namesOf(plain).join('/')}`;
}

export const uriOf = (path: string) => `phfs://${path}`;
