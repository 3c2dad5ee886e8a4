// What a panel shows when it has nothing else: icon, one sentence, at most one action.
import type { ReactNode } from 'react';
import type { LucideIcon } from 'lucide-react';
import './EmptyState.css';

type Props = {
  icon: LucideIcon;
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  tone?: 'accent' | 'idle' | 'bad';
  /** For the one state that fills a page. */
  large?: boolean;
};

export function EmptyState({ icon: Icon, title, text, action, tone = 'accent', large }: Props) {
  return (
    <div className={`empty${large ? ' empty-large' : ''}`}>
      <span className={`empty-icon t-${tone}`}>
        <Icon size={large ? 24 : 20} strokeWidth={1.5} aria-hidden />
      </span>
      <h3>{title}</h3>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}
