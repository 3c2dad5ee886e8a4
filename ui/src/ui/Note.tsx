// A remark in a soft box: information, a warning, or a problem that needs no dialog.
import type { ReactNode } from 'react';
import { CircleX, Info, TriangleAlert } from 'lucide-react';
import './Note.css';

const icons = { idle: Info, info: Info, warn: TriangleAlert, bad: CircleX };

type Props = { tone?: keyof typeof icons; children: ReactNode; action?: ReactNode };

export function Note({ tone = 'idle', children, action }: Props) {
  const Icon = icons[tone];
  return (
    <div className={`note note-${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={16} aria-hidden />
      <span className="grow">{children}</span>
      {action}
    </div>
  );
}
