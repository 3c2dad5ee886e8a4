// One folder with everything that can be done in it: its entries at the left, uploads at the right.
import { useRef, useState, type ReactNode } from 'react';
import { Button } from 'antd';
import { FolderUp, Plus, Upload } from 'lucide-react';
import { t } from '../../messages/files';
import { FolderPanel } from './FolderPanel';
import { NewFolderDialog } from './NewFolderDialog';
import type { Place } from './places';
import { FileInput } from './uploads/FileInput';
import { useUploads } from './uploads/store';
import { UploadsPanel } from './uploads/UploadsPanel';
import { useUploading } from './uploads/use-uploading';
import './files.css';

type Props = {
  place: Place;
  path: string;
  /** The head of the page, which is given the actions of the folder. */
  head: (actions: ReactNode) => ReactNode;
  /** Below the uploads. */
  aside?: ReactNode;
};

export function FolderView({ place, path, head, aside }: Props) {
  const uploading = useUploading(place.group, path);
  const uploads = useUploads();
  const [naming, setNaming] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const actions = (
    <>
      <Button icon={<Plus size={15} aria-hidden />} onClick={() => setNaming(true)}>
        {t.files.newFolder}
      </Button>
      <Button icon={<FolderUp size={15} aria-hidden />} onClick={() => folder.current?.click()}>
        {t.files.uploadFolder}
      </Button>
      <Button type="primary" icon={<Upload size={15} aria-hidden />} onClick={() => files.current?.click()}>
        {t.files.uploadFiles}
      </Button>
    </>
  );
  return (
    <>
      {head(actions)}
      <FileInput ref={files} label={t.files.uploadFiles} onChosen={uploading.add} />
      <FileInput ref={folder} folder label={t.files.uploadFolder} onChosen={uploading.add} />
      <div className={`grid with-aside${uploads.length > 0 ? ' uploads-first' : ''}`}>
        <FolderPanel place={place} path={path} onDropped={uploading.add} />
        <div className="stack">
          <UploadsPanel onChosen={uploading.add} />
          {aside}
        </div>
      </div>
      {uploading.dialog}
      <NewFolderDialog open={naming} place={place} folder={path} close={() => setNaming(false)} />
    </>
  );
}
