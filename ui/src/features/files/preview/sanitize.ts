// Takes out of HTML from outside everything that acts or loads. The frame that shows it lets no script run either way; this
// keeps what it would refuse from being tried.
import DOMPurify, { type Config } from 'dompurify';
import { t } from '../../../messages/files';

const CONFIG: Config = {
  USE_PROFILES: { html: true, mathMl: true },
  FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'audio', 'video', 'source', 'picture', 'map'],
  FORBID_ATTR: ['style', 'id', 'name', 'srcset', 'background'],
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|data:image\/)/i,
};

function purifier() {
  const purify = DOMPurify(window);
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName === 'IMG' && !node.getAttribute('src')?.startsWith('data:image/')) {
      node.replaceWith(t.files.imageNotShown(node.getAttribute('alt') ?? ''));
    }
    if (node.tagName === 'A' && node.hasAttribute('href')) {
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noopener noreferrer');
    }
  });
  return purify;
}

let purify: ReturnType<typeof purifier> | undefined;

export function sanitized(html: string): string {
  purify ??= purifier();
  return purify.sanitize(html, CONFIG);
}
