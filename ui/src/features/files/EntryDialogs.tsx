// The dialogs that entries lead to. Only what is asked for is loaded.
import { lazy, Suspense } from 'react';
import { useLast } from '../../ui/last';
import { DeleteFiles } from './DeleteFiles';
import type { Entry } from './folder-query';
import type { Place } from './places';
import { RenameDialog } from './RenameDialog';

const AddToDataset = lazy(async () => ({ default: (await import('../datasets/AddToDataset')).AddToDataset }));
const MoveDialog = lazy(async () => ({ default: (await import('./MoveDialog')).MoveDialog }));
const ShareDialog = lazy(async () => ({ default: (await import('./share/ShareDialog')).ShareDialog }));

export type Ask = { kind: 'delete' | 'rename' | 'move' | 'share' | 'dataset'; entries: Entry[] };

type Props = {
  place: Place;
  ask?: Ask;
  close: () => void;
  /** Something was done with the entries; they may be somewhere else now. */
  done: () => void;
};

export function EntryDialogs({ place, ask: open, close, done }: Props) {
  const ask = useLast(open);
  if (!ask) return null;
  const { kind, entries } = ask;
  const [first] = entries;
  const props = { place, open: Boolean(open), close, done };
  return (
    <Suspense fallback={null}>
      {kind === 'delete' && <DeleteFiles {...props} entries={entries} />}
      {kind === 'rename' && first && <RenameDialog {...props} entry={first} />}
      {kind === 'move' && <MoveDialog {...props} entries={entries} />}
      {kind === 'share' && first && <ShareDialog {...props} path={first.path} />}
      {kind === 'dataset' && <AddToDataset {...props} entries={entries} />}
    </Suspense>
  );
}
