// A command to copy.
import { CopyButton } from './CopyButton';
import './CodeWell.css';

export function CodeWell({ text }: { text: string }) {
  return (
    <div className="code-well">
      <pre className="well" tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} size="small" />
    </div>
  );
}
