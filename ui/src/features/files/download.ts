// Hands files to the browser to save: one as it is, several or a folder as a zip that the server makes on the way.
import type { Entry } from './folder-query';
import { nameOf } from './path';

/** Browsers and proxies take addresses of this length everywhere. */
const LONGEST_ADDRESS = 2000;

export function download(groupName: string, folder: string, entries: readonly Pick<Entry, 'path' | 'kind' | 'url'>[]) {
  const [only] = entries;
  if (entries.length === 1 && only?.kind === 'FILE') return save(`${only.url}?download=1`);
  const fields = new URLSearchParams({ group: groupName, path: folder });
  for (const { path } of entries) fields.append('name', nameOf(path));
  const address = `/api/zip?${fields}`;
  if (address.length <= LONGEST_ADDRESS) save(address);
  else submit('/api/zip', fields);
}

/** With the attribute the browser saves, and does not take it for leaving the page. */
function save(address: string) {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

function submit(action: string, fields: URLSearchParams) {
  const form = document.createElement('form');
  form.action = action;
  form.method = 'post';
  for (const [name, value] of fields) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
