// The command of a job, as it was typed.
import '../../ui/CodeWell.css';

export function CommandText({ text }: { text: string }) {
  return (
    <pre className="well command-text" tabIndex={0}>
      <code>{text}</code>
    </pre>
  );
}
