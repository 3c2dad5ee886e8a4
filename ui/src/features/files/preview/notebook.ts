// A Jupyter notebook as HTML: cells in their order, with the outputs they were saved with. The result is not safe yet:
// sanitized() comes last.
import Anser from 'anser';
import { t } from '../../../messages/files';
import { afterReturns } from '../../../format/log-lines';
import { escaped } from './escape';
import { highlighted } from './highlight';
import { markdownHtml } from './markdown';

type Text = string | string[];
type Bundle = Record<string, Text>;

type Output = {
  output_type: string;
  name?: string;
  text?: Text;
  data?: Bundle;
  ename?: string;
  evalue?: string;
  traceback?: string[];
};

type Cell = {
  cell_type: string;
  source?: Text;
  execution_count?: number | null;
  outputs?: Output[];
  attachments?: Record<string, Bundle>;
};

/** What was written is no notebook, or one of a format that nobody has used for ten years. */
export class NotANotebook extends Error {}

export function notebookHtml(text: string): string {
  const { cells, nbformat, metadata } = parsed(text);
  if (nbformat !== 4 || !Array.isArray(cells)) throw new NotANotebook(t.files.oldNotebook);
  if (cells.length === 0) return `<p class="nothing">${t.files.emptyNotebook}</p>`;
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? 'python';
  return cells.map((cell) => cellHtml(cell, String(language))).join('\n');
}

type Notebook = {
  cells?: Cell[];
  nbformat?: number;
  metadata?: { language_info?: { name?: string }; kernelspec?: { language?: string } };
};

function parsed(text: string): Notebook {
  try {
    const value = JSON.parse(text) as unknown;
    if (value && typeof value === 'object') return value;
  } catch {
    // Said below.
  }
  throw new NotANotebook(t.files.notANotebook);
}

const joined = (text: Text | undefined) => (Array.isArray(text) ? text.join('') : String(text ?? ''));

function cellHtml(cell: Cell, language: string): string {
  const source = joined(cell.source);
  if (cell.cell_type === 'markdown') {
    return `<section class="cell markdown">${markdownHtml(source, attachmentsOf(cell))}</section>`;
  }
  if (cell.cell_type !== 'code') return `<section class="cell raw"><pre>${escaped(source)}</pre></section>`;
  const count = cell.execution_count ?? ' ';
  const outputs = (cell.outputs ?? []).map(outputHtml).join('');
  return `<section class="cell code"><div class="prompt">[${escaped(String(count))}]</div>
    <pre class="source"><code>${highlighted(source, language)}</code></pre>${outputs && `<div class="outputs">${outputs}</div>`}</section>`;
}

function attachmentsOf(cell: Cell): Record<string, string> {
  const images = Object.entries(cell.attachments ?? {}).flatMap(([name, bundle]) => {
    const type = Object.keys(bundle).find((key) => key.startsWith('image/'));
    return type ? [[name, dataUrl(type, joined(bundle[type]))] as const] : [];
  });
  return Object.fromEntries(images);
}

function outputHtml(output: Output): string {
  if (output.output_type === 'stream') {
    return `<pre class="${output.name === 'stderr' ? 'stderr' : 'stream'}">${ansiHtml(joined(output.text))}</pre>`;
  }
  if (output.output_type === 'error') {
    const lines = output.traceback?.join('\n') ?? `${output.ename}: ${output.evalue}`;
    return `<pre class="error">${ansiHtml(lines)}</pre>`;
  }
  return bundleHtml(output.data ?? {});
}

/** The richest form that can be shown without running anything. */
function bundleHtml(data: Bundle): string {
  for (const type of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
    if (data[type]) return `<img alt="${t.files.outputImage}" src="${dataUrl(type, joined(data[type]))}">`;
  }
  const svg = data['image/svg+xml'];
  if (svg) return `<img alt="${t.files.outputImage}" src="${dataUrl('image/svg+xml', base64(joined(svg)))}">`;
  if (data['text/html']) return `<div class="html">${joined(data['text/html'])}</div>`;
  if (data['text/markdown']) return markdownHtml(joined(data['text/markdown']));
  const plain = data['text/latex'] ?? data['text/plain'];
  if (plain) return `<pre class="stream">${ansiHtml(joined(plain))}</pre>`;
  return Object.keys(data).length > 0 ? `<p class="nothing">${t.files.outputNeedsScript}</p>` : '';
}

const dataUrl = (type: string, base64Text: string) =>
  `data:${type};base64,${base64Text.replace(/[^A-Za-z0-9+/=]/g, '')}`;

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

/** A progress bar rewrites its line with carriage returns; only the last writing is shown. */
function ansiHtml(text: string): string {
  const lines = text.split('\n').map(afterReturns);
  return Anser.ansiToHtml(escaped(lines.join('\n')), { use_classes: true });
}
