// Files from the person to the page: chosen in a dialog of the browser, or dropped, single ones and whole folders.

export type Chosen = {
  file: File;
  /** With the folders above it when a whole folder was chosen: "photos/2026/a.jpg". */
  name: string;
  /** Browsers that give one let the page read the file again after a reload. */
  handle?: FileSystemFileHandle;
};

/** Not in the standard library's types: only some browsers have it. */
type HandleItem = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };

export const fromInput = (files: FileList): Chosen[] =>
  [...files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));

/** Call within the event of the drop: afterwards the browser takes the files back. */
export async function fromDrop(transfer: DataTransfer): Promise<Chosen[]> {
  const found = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item: HandleItem) => {
      const file = item.getAsFile();
      const entry = item.webkitGetAsEntry?.() ?? null;
      // Without a secure connection there are no handles.
      const handle = item.getAsFileSystemHandle?.().catch(() => null);
      return { file, entry, handle };
    });
  const chosen = await Promise.all(
    found.map(async ({ file, entry, handle: promised }): Promise<Chosen[]> => {
      const handle = await promised;
      if (handle) return fromHandle(handle, '');
      if (entry) return fromEntry(entry, '');
      return file ? [{ file, name: file.name }] : [];
    }),
  );
  return chosen.flat();
}

async function fromHandle(handle: FileSystemHandle, above: string): Promise<Chosen[]> {
  const name = above + handle.name;
  if (handle instanceof FileSystemFileHandle) return [{ file: await handle.getFile(), name, handle }];
  if (!(handle instanceof FileSystemDirectoryHandle)) return [];
  const chosen: Chosen[] = [];
  for await (const child of handle.values()) chosen.push(...(await fromHandle(child, `${name}/`)));
  return chosen;
}

async function fromEntry(entry: FileSystemEntry, above: string): Promise<Chosen[]> {
  const name = above + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((yes, no) => (entry as FileSystemFileEntry).file(yes, no));
    return [{ file, name }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const chosen: Chosen[] = [];
  for (;;) {
    // It gives about a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((yes, no) => reader.readEntries(yes, no));
    if (some.length === 0) return chosen;
    for (const child of some) chosen.push(...(await fromEntry(child, `${name}/`)));
  }
}

/** Opens the file again that the browser kept access to. Call within a click: the browser may ask. */
export async function reopen(handle: FileSystemFileHandle): Promise<File | undefined> {
  const asking = handle as FileSystemFileHandle & {
    requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
  };
  try {
    if ((await asking.requestPermission?.({ mode: 'read' })) === 'denied') return undefined;
    return await handle.getFile();
  } catch {
    // Moved, deleted, or the browser no longer lets us.
    return undefined;
  }
}
