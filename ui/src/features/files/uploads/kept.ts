// What survives a reload of the page: which uploads were on their way, where the server keeps their parts, and, in browsers
// that allow it, the access to the file itself.
import { createStore, delMany, entries, setMany, update, type UseStore } from 'idb-keyval';
import { isOpenElsewhere } from './tab';
import type { Upload } from './upload';

export type Kept = Pick<
  Upload,
  'id' | 'groupId' | 'groupName' | 'folder' | 'name' | 'size' | 'lastModified' | 'ifExists'
> & {
  userId: string;
  tab: string;
  /** Where the server takes the rest. */
  url?: string;
  handle?: FileSystemFileHandle;
};

let opened: UseStore | undefined;
const store = () => (opened ??= createStore('primehub-uploads', 'uploads'));

/** A browser without storage (private windows of some) uploads all the same, only not beyond a reload. */
const quietly = (work: Promise<unknown>) => work.catch(() => undefined);

export const keep = (uploads: Kept[]) =>
  quietly(
    setMany(
      uploads.map((one) => [one.id, one]),
      store(),
    ),
  );

export const keepUrl = (id: string, url: string) =>
  quietly(update<Partial<Kept>>(id, (old) => ({ ...old, url }), store()));

export const forget = (ids: string[]) => quietly(delMany(ids, store()));

/** Of this person, without those that go on in another tab. */
export async function keptUploads(userId: string): Promise<Kept[]> {
  const all = await entries<string, Kept>(store()).catch(() => []);
  const mine = all.map(([, one]) => one).filter((one) => one.userId === userId);
  const elsewhere = await Promise.all(mine.map(({ tab }) => isOpenElsewhere(tab)));
  return mine.filter((_, i) => !elsewhere[i]);
}
