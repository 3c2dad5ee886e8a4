// A Markdown file or a notebook, drawn from its text. This part brings the libraries for both, so it is loaded at first use.
import { useMemo } from 'react';
import { FileX } from 'lucide-react';
import { t } from '../../../messages/files';
import { EmptyState } from '../../../ui/EmptyState';
import { markdownHtml } from './markdown';
import { NotANotebook, notebookHtml } from './notebook';
import { SandboxFrame } from './SandboxFrame';
import { sanitized } from './sanitize';

type Props = { kind: 'markdown' | 'notebook'; name: string; text: string };

export function DocumentPreview({ kind, name, text }: Props) {
  const { html, problem } = useMemo(() => rendered(kind, text), [kind, text]);
  if (html === undefined) return <EmptyState icon={FileX} tone="idle" title={t.files.noPreview} text={problem} />;
  return <SandboxFrame title={name} html={html} />;
}

function rendered(kind: Props['kind'], text: string): { html?: string; problem?: string } {
  try {
    return { html: sanitized(kind === 'markdown' ? markdownHtml(text) : notebookHtml(text)) };
  } catch (error) {
    return { problem: error instanceof NotANotebook ? error.message : t.files.notReadable };
  }
}
