// The bar above the table while entries are chosen.
import { Button } from 'antd';
import { Database, Download, FolderInput, Trash2 } from 'lucide-react';
import { bytes } from '../../format/units';
import { t } from '../../messages/files';
import { download } from './download';
import type { Ask } from './EntryDialogs';
import type { Entry } from './folder-query';
import { opens, type Place } from './places';

type Props = { place: Place; folder: string; entries: Entry[]; ask: (ask: Ask) => void; clear: () => void };

export function SelectionBar({ place, folder, entries, ask, clear }: Props) {
  const size = entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0);
  const special = entries.some((entry) => !opens(entry));
  const why = special ? t.files.onlyDelete : undefined;
  return (
    <div className="selection-bar" role="group" aria-label={t.common.selected(entries.length)}>
      <span className="strong num" aria-live="polite">
        {t.common.selected(entries.length)}
      </span>
      {size > 0 && <span className="dim2 num">{bytes(size)}</span>}
      <button type="button" className="plain-button text-link accent-link" onClick={clear}>
        {t.common.clear}
      </button>
      <span className="grow" />
      <Button
        size="small"
        icon={<Download size={14} aria-hidden />}
        disabled={special}
        title={why}
        onClick={() => download(place.group.name, folder, entries)}
      >
        {t.files.download}
      </Button>
      <Button
        size="small"
        icon={<FolderInput size={14} aria-hidden />}
        disabled={special}
        title={why}
        onClick={() => ask({ kind: 'move', entries })}
      >
        {t.files.moveShort}
      </Button>
      <Button
        size="small"
        icon={<Database size={14} aria-hidden />}
        disabled={special}
        title={why}
        onClick={() => ask({ kind: 'dataset', entries })}
      >
        {t.files.addToDataset}
      </Button>
      <Button
        size="small"
        danger
        icon={<Trash2 size={14} aria-hidden />}
        onClick={() => ask({ kind: 'delete', entries })}
      >
        {t.files.remove}
      </Button>
    </div>
  );
}
