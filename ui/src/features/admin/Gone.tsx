// The object of an address is not there (any more).
import { SearchX } from 'lucide-react';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';

type Props = { title: string; text: string; to: string; action: string };

export function Gone({ title, text, to, action }: Props) {
  return (
    <>
      <h1 className="visually-hidden">{title}</h1>
      <EmptyState
        large
        tone="idle"
        icon={SearchX}
        title={title}
        text={text}
        action={<LinkButton to={to}>{action}</LinkButton>}
      />
    </>
  );
}
