// The frame of the user portal: sidebar on wide windows, a tab bar on phones.
import type { ReactNode } from 'react';
import { t } from '../messages/en';
import { useGroupIfAny } from './current-group';
import { Frame } from './Frame';
import { TabBar } from './TabBar';
import { UserSidebar } from './UserSidebar';

export function UserFrame({ children }: { children: ReactNode }) {
  const group = useGroupIfAny();
  return (
    <Frame
      sidebar={group && <UserSidebar group={group} />}
      tabBar={group && <TabBar group={group} />}
      group={group}
      scope={group?.displayName ?? t.common.product}
      scopeTo={group && `/g/${encodeURIComponent(group.name)}/home`}
    >
      {children}
    </Frame>
  );
}
