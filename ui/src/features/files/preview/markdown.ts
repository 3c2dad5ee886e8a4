// Markdown as HTML. The result is not safe yet: sanitized() comes last.
import { Marked } from 'marked';
import { highlighted } from './highlight';

const marked = new Marked({
  gfm: true,
  renderer: { code: ({ text, lang }) => `<pre><code>${highlighted(text, lang ?? '')}</code></pre>` },
});

/** `attachments`: images that a notebook keeps beside the text, as data URLs by name. */
export function markdownHtml(text: string, attachments: Record<string, string> = {}): string {
  const html = marked.parse(text, { async: false });
  return html.replace(/(<img[^>]*\bsrc=")attachment:([^"]+)"/g, (whole, before: string, name: string) => {
    const url = attachments[decodeURIComponent(name)];
    return url ? `${before}${url}"` : whole;
  });
}
