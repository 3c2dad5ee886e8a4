// Tabs that are pages or states of the address, as links.
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import './LinkTabs.css';

export type LinkTab = { to: string; label: string; current: boolean; count?: number; disabledBecause?: string };

type Props = { label: string; tabs: LinkTab[]; inPanel?: boolean };

export function LinkTabs({ label, tabs, inPanel }: Props) {
  const nav = useRef<HTMLElement>(null);
  const current = tabs.find((tab) => tab.current)?.to;
  useEffect(() => {
    // On a narrow window the tabs scroll, and the current one may be out of sight.
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    nav.current?.scrollTo({ left: (link?.offsetLeft ?? 0) - nav.current.offsetLeft - 16 });
  }, [current]);
  return (
    <nav ref={nav} className={`link-tabs${inPanel ? ' in-panel' : ''}`} aria-label={label}>
      {tabs.map(({ to, label: name, current, count, disabledBecause }) =>
        disabledBecause ? (
          <span key={name} className="off" title={disabledBecause} aria-disabled="true">
            {name}
            <span className="visually-hidden">, {disabledBecause}</span>
          </span>
        ) : (
          <Link key={name} to={to} replace preventScrollReset aria-current={current ? 'page' : undefined}>
            {name}
            {count !== undefined && <span className="dim num"> {count}</span>}
          </Link>
        ),
      )}
    </nav>
  );
}
