// The tabs of a notebook's page, kept in the address.
import { useLocation, useSearchParams } from 'react-router';
import { t } from '../../messages/en';
import { changed } from '../../ui/list-state';
import { LinkTabs } from '../../ui/LinkTabs';

export type Tab = keyof typeof t.notebooks.tabs;

/** Tabs that show something of the running container. */
const LIVE: Tab[] = ['monitoring', 'terminal'];

export function useTab(possible: Tab[]): Tab {
  const [params] = useSearchParams();
  return possible.find((tab) => tab === params.get('tab')) ?? 'overview';
}

export function NotebookTabs({ current, running }: { current: Tab; running: boolean }) {
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const tabs = (Object.keys(t.notebooks.tabs) as Tab[]).map((tab) => ({
    to: `${pathname}?${changed(params, { tab: tab === 'overview' ? undefined : tab })}`,
    label: t.notebooks.tabs[tab],
    current: tab === current,
    disabledBecause: !running && LIVE.includes(tab) ? t.notebooks.onlyRunning : undefined,
  }));
  return <LinkTabs label={t.notebooks.sections} tabs={tabs} />;
}
