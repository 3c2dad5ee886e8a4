// What a file looks like inside, as far as that can be shown without risk: texts, tables, images, Markdown, notebooks.
import { lazy, Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { FileQuestion, FileX } from 'lucide-react';
import type { FilePreview } from '../../../api/generated/graphql';
import { bytes } from '../../../format/units';
import { t } from '../../../messages/files';
import { EmptyState } from '../../../ui/EmptyState';
import { PanelState, Skeleton } from '../../../ui/PanelState';
import { getFrom } from '../rest';
import './preview.css';

const CsvPreview = lazy(async () => ({ default: (await import('./CsvPreview')).CsvPreview }));
const DocumentPreview = lazy(async () => ({ default: (await import('./DocumentPreview')).DocumentPreview }));

const HEIGHT = 420;

type Entry = { name: string; url: string; size?: number | null; lastModified?: string | null; preview: FilePreview };

type Content = {
  kind: 'none' | 'text' | 'csv' | 'markdown' | 'notebook' | 'image';
  text?: string | null;
  isTruncated?: boolean;
  /** Why there is none. */
  message?: string;
};

export function Preview({ entry }: { entry: Entry }) {
  if (entry.preview === 'NONE') return <NoPreview text={t.files.noPreviewKind} />;
  if (entry.preview === 'IMAGE') return <ImagePreview key={entry.lastModified} entry={entry} />;
  return <ReadPreview entry={entry} />;
}

function NoPreview({ text }: { text?: string }) {
  return <EmptyState icon={FileX} tone="idle" title={t.files.noPreview} text={text} />;
}

function ImagePreview({ entry: { name, url } }: { entry: Entry }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <NoPreview text={t.files.notReadable} />;
  return (
    <div className="image-preview">
      <img src={url} alt={name} onError={() => setBroken(true)} />
    </div>
  );
}

function ReadPreview({ entry }: { entry: Entry }) {
  const { name, url, size, lastModified } = entry;
  const query = useQuery({
    // A file that was changed is another one.
    queryKey: ['file-preview', url, size, lastModified],
    queryFn: async ({ signal }) =>
      (await (await getFrom(url.replace(/^\/api\/files\//, '/api/preview/'), signal)).json()) as Content,
    meta: { kinds: [] },
  });
  return (
    <PanelState query={query} what={t.files.theFile} height={HEIGHT}>
      {(content) => (
        <Suspense fallback={<Skeleton height={HEIGHT} />}>
          <Shown content={content} name={name} size={size ?? 0} />
        </Suspense>
      )}
    </PanelState>
  );
}

function Shown({ content, name, size }: { content: Content; name: string; size: number }) {
  const { kind, text, isTruncated = false, message } = content;
  if (text === '') return <EmptyState icon={FileQuestion} tone="idle" title={t.files.emptyFile} />;
  if (text === null || text === undefined) return <NoPreview text={message ?? t.files.noPreviewKind} />;
  if (kind === 'csv') return <CsvPreview name={name} text={text} cut={isTruncated} />;
  if (kind === 'markdown' || kind === 'notebook') return <DocumentPreview kind={kind} name={name} text={text} />;
  return (
    <>
      <pre className="text-preview" tabIndex={0} role="region" aria-label={name}>
        {text}
      </pre>
      {isTruncated && <div className="foot num">{t.files.beginningOfText(bytes(text.length), bytes(size))}</div>}
    </>
  );
}
