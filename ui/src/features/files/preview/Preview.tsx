// What a file looks like inside, as far as that can be shown without risk: texts, tables, images, Markdown, notebooks.
import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { FileQuestion, FileX } from 'lucide-react';
import type { Preview as PreviewKind } from '../../../api/generated/graphql';
import { bytes } from '../../../format/units';
import { t } from '../../../messages/files';
import { EmptyState } from '../../../ui/EmptyState';
import { PanelState } from '../../../ui/PanelState';
import { getFrom } from '../rest';
import './preview.css';

const HEIGHT = 420;

type Entry = { name: string; url: string; size?: number | null; lastModified?: string | null; preview: PreviewKind };

type Content = {
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
  const { name, url, size, lastModified, preview } = entry;
  const query = useQuery({
    // A file that was changed is another one.
    queryKey: ['file-preview', url, size, lastModified],
    // What draws it is loaded at the same time.
    queryFn: async ({ signal }) => {
      const [answer, draw] = await Promise.all([getFrom(previewUrl(url), signal), drawing[preview]?.()]);
      return { content: (await answer.json()) as Content, draw };
    },
    meta: { kinds: [] },
  });
  return (
    <PanelState query={query} what={t.files.theFile} height={HEIGHT}>
      {({ content, draw }) => <Shown content={content} draw={draw} name={name} size={size ?? 0} />}
    </PanelState>
  );
}

const previewUrl = (url: string) => url.replace(/^\/api\/files\//, '/api/preview/');

type Draw = (text: string, name: string, cut: boolean) => ReactNode;

/** Each is a download of its own. */
const drawing: Partial<Record<PreviewKind, () => Promise<Draw>>> = {
  CSV: async () => {
    const { CsvPreview } = await import('./CsvPreview');
    return (text, name, cut) => <CsvPreview name={name} text={text} cut={cut} />;
  },
  MARKDOWN: async () => {
    const { DocumentPreview } = await import('./DocumentPreview');
    return (text, name) => <DocumentPreview kind="markdown" name={name} text={text} />;
  },
  NOTEBOOK: async () => {
    const { DocumentPreview } = await import('./DocumentPreview');
    return (text, name) => <DocumentPreview kind="notebook" name={name} text={text} />;
  },
};

function Shown({ content, draw, name, size }: { content: Content; draw?: Draw; name: string; size: number }) {
  const { text, isTruncated = false, message } = content;
  if (text === '') return <EmptyState icon={FileQuestion} tone="idle" title={t.files.emptyFile} />;
  if (text === null || text === undefined) return <NoPreview text={message ?? t.files.noPreviewKind} />;
  if (draw) return draw(text, name, isTruncated);
  return (
    <>
      <pre className="text-preview" tabIndex={0} role="region" aria-label={name}>
        {text}
      </pre>
      {isTruncated && <div className="foot num">{t.files.beginningOfText(bytes(text.length), bytes(size))}</div>}
    </>
  );
}
