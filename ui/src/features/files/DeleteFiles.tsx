// Asks before files and folders go to the trash, and says how many files that are.
import { useQuery } from '@tanstack/react-query';
import { Folder, File } from 'lucide-react';
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { request } from '../../api/request';
import { bytes } from '../../format/units';
import { t } from '../../messages/files';
import { ConfirmDialog, type Goes } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useTrash } from './actions';
import type { Entry } from './folder-query';
import { useFilesBase, type Place } from './places';
import { usageQuery } from './usage-query';

const CountDocument = graphql(`
  query CountFiles($groupName: String!, $phfsPrefix: String!) {
    files(where: { groupName: $groupName, phfsPrefix: $phfsPrefix }, options: { recursive: true, limit: 1000 }) {
      items {
        size
      }
    }
  }
`);

/** The server counts no further when it is asked for a list. */
const COUNTED = 1000;
const MOST_LINES = 6;

type Props = { place: Place; entries: Entry[]; open: boolean; close: () => void; done: () => void };

export function DeleteFiles({ place, entries, open, close, done }: Props) {
  const { group } = place;
  const trash = useTrash(group.name);
  const toast = useToast();
  const navigate = useNavigate();
  const base = useFilesBase();
  const usage = useQuery(usageQuery(group.name));
  const shown = entries.slice(0, MOST_LINES);
  const counts = useFolderCounts(group.name, shown, open);
  const only = entries.length === 1 ? entries[0] : undefined;
  const noun = only?.kind === 'FOLDER' ? 'folder' : 'file';
  const days = usage.data?.filesUsage.trashDays ?? 7;
  const goes = shown.map((entry, i): Goes => {
    const amount =
      entry.kind === 'FOLDER'
        ? (counts[i] ?? '')
        : entry.kind === 'FILE'
          ? bytes(entry.size ?? 0)
          : t.files.kinds[entry.kind];
    return { key: entry.path, icon: entry.kind === 'FOLDER' ? Folder : File, what: entry.name, amount };
  });
  if (entries.length > MOST_LINES) {
    goes.push({ icon: File, what: t.files.andMore(entries.length - MOST_LINES), amount: '' });
  }
  return (
    <ConfirmDialog
      open={open}
      title={only ? t.files.deleteOneTitle(only.name) : t.files.deleteTitle(entries.length)}
      confirm={only ? t.files.deleteOne[noun] : t.files.deleteMany(entries.length)}
      keep={only ? t.files.keepOne[noun] : t.files.keepMany}
      goes={goes}
      stays={t.files.deleteStays(days)}
      onClose={close}
      onConfirm={async () => {
        const count = await trash(entries.map(({ path }) => path));
        done();
        toast.success(t.files.deleted(count), undefined, {
          label: t.files.showTrash,
          onClick: () => void navigate(`${base}?tab=trash`),
        });
      }}
    >
      {t.files.deleteText}
    </ConfirmDialog>
  );
}

/** In the order of the entries; nothing for what is no folder. */
function useFolderCounts(groupName: string, entries: Entry[], open: boolean): (string | undefined)[] {
  const folders = entries.map((entry) => (entry.kind === 'FOLDER' ? `${entry.path}/` : undefined));
  const { data } = useQuery({
    queryKey: ['folder-counts', groupName, folders],
    meta: { kinds: ['files'] },
    queryFn: ({ signal }) =>
      Promise.all(
        folders.map(async (phfsPrefix) => {
          if (!phfsPrefix) return undefined;
          const { files } = await request(CountDocument, { groupName, phfsPrefix }, signal);
          const items = files.items ?? [];
          if (items.length >= COUNTED) return t.files.moreThan(COUNTED);
          const size = items.reduce((sum, item) => sum + (item?.size ?? 0), 0);
          return items.length === 0 ? t.files.emptyFolder : `${t.files.files(items.length)}, ${bytes(size)}`;
        }),
      ),
    enabled: open,
  });
  return data ?? [];
}
