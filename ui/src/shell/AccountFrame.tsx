// One's own account pages. They belong to no group; the frame shows the last group used.
import { Outlet } from 'react-router';
import { chooseGroup, GroupContext } from './current-group';
import { useMe } from './me';
import { UserFrame } from './UserFrame';

export function AccountFrame() {
  const { groups } = useMe();
  return (
    <GroupContext value={chooseGroup(groups, undefined)}>
      <UserFrame>
        <Outlet />
      </UserFrame>
    </GroupContext>
  );
}
