// The sign of a file's kind.
import {
  Database,
  File,
  FileQuestion,
  FileSpreadsheet,
  FileText,
  Folder,
  Image,
  Link2Off,
  NotebookText,
  type LucideIcon,
} from 'lucide-react';
import type { Preview as PreviewKind } from '../../api/generated/graphql';
import type { Entry } from './folder-query';

const ofPreview: Record<PreviewKind, LucideIcon> = {
  NONE: File,
  TEXT: FileText,
  CSV: FileSpreadsheet,
  MARKDOWN: FileText,
  NOTEBOOK: NotebookText,
  IMAGE: Image,
};

export function EntryIcon({
  entry: { kind, preview, isDataset },
}: {
  entry: Pick<Entry, 'kind' | 'preview' | 'isDataset'>;
}) {
  const Icon =
    kind === 'FOLDER'
      ? isDataset
        ? Database
        : Folder
      : kind === 'LINK'
        ? Link2Off
        : kind === 'OTHER'
          ? FileQuestion
          : ofPreview[preview];
  const color = kind === 'FOLDER' ? 'var(--ph-accent)' : 'var(--ph-text-2)';
  return <Icon size={16} strokeWidth={1.75} color={color} className="no-shrink" aria-hidden />;
}
