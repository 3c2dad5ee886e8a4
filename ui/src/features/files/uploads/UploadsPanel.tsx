// The uploads of this window beside the folder they go into: a place to drop files, then one line for each.
import { useEffect, useRef, type DragEvent } from 'react';
import { Button } from 'antd';
import { CloudUpload } from 'lucide-react';
import { t } from '../../../messages/files';
import { Panel } from '../../../ui/Panel';
import { fromDrop, type Chosen } from './choose';
import { FileInput } from './FileInput';
import { Interrupted } from './Interrupted';
import { panelShown } from './panel-shown';
import { cancelUploads, clearUploads, useUploads } from './store';
import { inOrder, isActive, totalOf } from './upload';
import { UploadRow } from './UploadRow';
import './uploads.css';

/** A folder may hold ten thousand files; those that move are always among these. */
const MOST_ROWS = 50;

export function UploadsPanel({ onChosen }: { onChosen: (files: Chosen[]) => void }) {
  const uploads = useUploads();
  const total = totalOf(uploads);
  const ordered = inOrder(uploads.filter(({ state }) => state !== 'interrupted'));
  const active = uploads.filter(isActive);
  useEffect(panelShown, []);
  return (
    <Panel
      flush
      title={t.files.uploads}
      sub={uploads.length > 0 ? t.files.doneOf(total.done, total.count) : undefined}
      extra={
        active.length > 0 ? (
          <Button size="small" type="text" onClick={() => cancelUploads(active.map(({ id }) => id))}>
            {t.files.cancelAll}
          </Button>
        ) : (
          uploads.length > 0 && (
            <Button size="small" type="text" onClick={clearUploads}>
              {t.common.clear}
            </Button>
          )
        )
      }
    >
      <DropZone onChosen={onChosen} />
      <Interrupted uploads={uploads} />
      {ordered.length > 0 && (
        <ul className="upload-rows" aria-label={t.files.uploads}>
          {ordered.slice(0, MOST_ROWS).map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      {ordered.length > MOST_ROWS && (
        <div className="upload-foot num">{t.files.moreUploads(ordered.length - MOST_ROWS)}</div>
      )}
      {active.length > 0 && <div className="upload-foot">{t.files.goOnElsewhere}</div>}
    </Panel>
  );
}

function DropZone({ onChosen }: { onChosen: (files: Chosen[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    void fromDrop(event.dataTransfer).then(onChosen);
  };
  return (
    <div className="drop-zone" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <CloudUpload size={20} strokeWidth={1.75} aria-hidden />
      <span>
        {t.files.dropHere}{' '}
        <button type="button" className="plain-button text-link accent-link" onClick={() => input.current?.click()}>
          {t.files.choose}
        </button>
      </span>
      <FileInput ref={input} label={t.files.chooseFiles} onChosen={onChosen} />
    </div>
  );
}
