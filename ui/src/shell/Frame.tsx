// What is around every page: skip link, sidebar, header, main, and on phones the tab bar.
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { t } from '../messages/en';
import { usePhone } from '../ui/media';
import { Header } from './Header';
import type { Group } from './me';
import { useShownPage } from './page';
import './Frame.css';

type Props = {
  sidebar: ReactNode;
  tabBar?: ReactNode;
  group?: Group;
  /** The first part of the breadcrumb. */
  scope: string;
  scopeTo?: string;
  children: ReactNode;
};

export function Frame({ sidebar, tabBar, group, scope, scopeTo, children }: Props) {
  const phone = usePhone();
  const { form } = useShownPage();
  const main = useFocusAfterNavigation();
  return (
    <div className={`frame${form ? ' on-form' : ''}${phone && tabBar && !form ? ' with-tabs' : ''}`}>
      <a className="skip-link" href="#main">
        {t.shell.skip}
      </a>
      {!phone && sidebar}
      <div className="frame-main">
        <Header scope={scope} scopeTo={scopeTo} group={group} sidebar={sidebar} />
        <main id="main" className="content" tabIndex={-1} ref={main}>
          {children}
        </main>
      </div>
      {phone && !form && tabBar}
    </div>
  );
}

/** After going to another page the focus is in it, not on a link that is gone. */
function useFocusAfterNavigation() {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
