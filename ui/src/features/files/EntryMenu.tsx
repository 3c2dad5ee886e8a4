// What can be done with one entry, behind its three dots.
import { Database, Download, FolderInput, Globe, Link2, PenLine, Trash2 } from 'lucide-react';
import { t } from '../../messages/files';
import { RowMenu, type RowAction } from '../../ui/RowMenu';
import { useToast } from '../../ui/toast';
import { download } from './download';
import type { Ask } from './EntryDialogs';
import type { Entry } from './folder-query';
import { parentOf } from './path';
import { opens, type Place } from './places';

type Props = { place: Place; entry: Entry; ask: (ask: Ask) => void };

export function EntryMenu({ place, entry, ask }: Props) {
  const copy = useCopyUri();
  return <RowMenu name={entry.name} actions={entryActions(place, entry, ask, copy)} />;
}

export function useCopyUri() {
  const toast = useToast();
  return (uri: string) =>
    // Without TLS browsers offer no clipboard at all.
    void (navigator.clipboard?.writeText(uri) ?? Promise.reject(new Error('no clipboard'))).then(
      () => toast.success(t.files.uriCopied, uri),
      () => toast.warning(t.common.copyFailed, uri),
    );
}

export function entryActions(
  place: Place,
  entry: Entry,
  ask: (ask: Ask) => void,
  copy: (uri: string) => void,
): RowAction[] {
  const { group } = place;
  const remove: RowAction = {
    key: 'delete',
    label: t.files.remove,
    icon: Trash2,
    danger: true,
    onClick: () => ask({ kind: 'delete', entries: [entry] }),
  };
  if (!opens(entry)) return [remove];
  return [
    {
      key: 'download',
      label: entry.kind === 'FOLDER' ? t.files.downloadZip : t.files.download,
      icon: Download,
      onClick: () => download(group.name, parentOf(entry.path), [entry]),
    },
    { key: 'uri', label: t.files.copyUri, icon: Link2, onClick: () => copy(entry.phfsUri) },
    ...(entry.preview === 'NOTEBOOK'
      ? [
          {
            key: 'share',
            label: t.files.sharePublic,
            icon: Globe,
            onClick: () => ask({ kind: 'share', entries: [entry] }),
          },
        ]
      : []),
    { key: 'rename', label: t.files.rename, icon: PenLine, onClick: () => ask({ kind: 'rename', entries: [entry] }) },
    { key: 'move', label: t.files.move, icon: FolderInput, onClick: () => ask({ kind: 'move', entries: [entry] }) },
    {
      key: 'dataset',
      label: t.files.addToDataset,
      icon: Database,
      onClick: () => ask({ kind: 'dataset', entries: [entry] }),
    },
    remove,
  ];
}
