// Uploads that were cut off because the page was left or loaded anew. The browser has to be given their files again.
import { useRef } from 'react';
import { Button } from 'antd';
import { t } from '../../../messages/files';
import { bytes } from '../../../format/units';
import { Note } from '../../../ui/Note';
import { useToast } from '../../../ui/toast';
import type { Chosen } from './choose';
import { FileInput } from './FileInput';
import { cancelUploads, giveFiles, reopenInterrupted } from './store';
import type { Upload } from './upload';

const MOST_NAMES = 5;

export function Interrupted({ uploads }: { uploads: readonly Upload[] }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const cut = uploads.filter(({ state }) => state === 'interrupted');
  const ids = cut.map(({ id }) => id);
  if (cut.length === 0) return null;
  const give = (chosen: Chosen[]) => {
    const strange = giveFiles(chosen);
    if (strange.length === chosen.length) toast.warning(t.files.noneOfThese, t.files.noneOfTheseText);
  };
  const inFolders = cut.some(({ name }) => name.includes('/'));
  const byHandle = cut.every(({ hasHandle }) => hasHandle);
  return (
    <div className="interrupted">
      <Note tone="warn">
        <span className="strong">{t.files.interrupted(cut.length)}</span>{' '}
        {byHandle ? t.files.interruptedHandle : t.files.interruptedText}
        <ul className="small">
          {cut.slice(0, MOST_NAMES).map(({ id, name, size }) => (
            <li key={id} className="num">
              <span className="interrupted-name">{name}</span> <span className="dim2">{bytes(size)}</span>
            </li>
          ))}
          {cut.length > MOST_NAMES && <li>{t.files.andMore(cut.length - MOST_NAMES)}</li>}
        </ul>
        <span className="row wrap">
          {byHandle ? (
            <Button size="small" onClick={() => void reopenInterrupted(ids)}>
              {t.files.resume}
            </Button>
          ) : (
            <Button size="small" onClick={() => (inFolders ? folder : files).current?.click()}>
              {inFolders ? t.files.chooseFolderAgain : t.files.chooseAgain}
            </Button>
          )}
          <Button size="small" type="text" onClick={() => cancelUploads(ids)}>
            {t.files.giveUp}
          </Button>
        </span>
      </Note>
      <FileInput ref={files} label={t.files.chooseAgain} onChosen={give} />
      <FileInput ref={folder} folder label={t.files.chooseFolderAgain} onChosen={give} />
    </div>
  );
}
