// A small label for a property that is not a state, such as "GPU" or "Group".
import type { ReactNode } from 'react';
import type { Tone } from './Status';
import './Status.css';

export function Tag({ children, tone = 'idle' }: { children: ReactNode; tone?: Tone | 'accent' }) {
  return <span className={`tag t-${tone}`}>{children}</span>;
}
