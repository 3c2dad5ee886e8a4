// Shows HTML from outside in a frame that is nobody's origin and runs no script: what a notebook holds can neither read the
// portal nor act in it.
import { cssVars, font, type Mode } from '../../../theme';
import { useMode } from '../../../ui/mode';
import { nonce } from '../../../ui/nonce';
import { escaped } from './escape';
import styles from './document.css?inline';
import './SandboxFrame.css';

/** No allow-same-origin and no allow-scripts. Links open in a new tab, which is an ordinary one. */
const ALLOWED = 'allow-popups allow-popups-to-escape-sandbox';

type Props = {
  title: string;
  /** Made by sanitized(). */
  html: string;
};

export function SandboxFrame({ title, html }: Props) {
  const mode = useMode();
  return (
    <iframe
      // A new document, so that the frame starts at its top and in the colours of the mode.
      key={mode}
      className="sandbox-frame"
      title={title}
      sandbox={ALLOWED}
      referrerPolicy="no-referrer"
      srcDoc={documentOf(title, html, mode)}
    />
  );
}

function documentOf(title: string, html: string, mode: Mode): string {
  const vars = { ...cssVars(mode), '--ph-font': font.sans, '--ph-mono': font.mono };
  const tokens = Object.entries(vars).map(([name, value]) => `${name}:${value}`);
  const style = `:root{color-scheme:${mode};${tokens.join(';')}}${styles}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style nonce="${nonce() ?? ''}">${style}</style></head><body><main>${html}</main></body></html>`;
}
