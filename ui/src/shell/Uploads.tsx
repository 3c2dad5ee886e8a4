// Uploads go on whatever page is shown: this takes up what was left unfinished, and shows the docked bar while there are any.
import { lazy, Suspense, useEffect } from 'react';
import { takeUp, useUploads } from '../features/files/uploads/store';
import { useMe } from './me';

const UploadDock = lazy(async () => ({ default: (await import('../features/files/uploads/UploadDock')).UploadDock }));

export function Uploads() {
  const { id } = useMe();
  const uploads = useUploads();
  useEffect(() => void takeUp(id), [id]);
  return <Suspense fallback={null}>{uploads.length > 0 && <UploadDock />}</Suspense>;
}
