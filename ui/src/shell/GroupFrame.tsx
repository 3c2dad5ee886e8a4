// The user portal of the group in the address. A link to a group that one is not in shows another group and says so.
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation, useParams } from 'react-router';
import { t } from '../messages/en';
import { useToast } from '../ui/toast';
import { chooseGroup, groupPath, GroupContext, rememberGroup } from './current-group';
import { useMe } from './me';
import { NoGroup } from './NoGroup';
import { UserFrame } from './UserFrame';

export function GroupFrame() {
  const { group: wanted = '' } = useParams();
  const { groups } = useMe();
  const location = useLocation();
  const toast = useToast();
  const group = chooseGroup(groups, wanted);
  const replaced = group && group.name !== wanted ? group.displayName : undefined;

  useEffect(() => {
    if (!replaced) return;
    const { title, text } = t.shell.groupSwitched(wanted, replaced);
    toast.warning(title, text);
    // Once a link, not again when the toast function changes with the window.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, replaced]);
  useEffect(() => {
    if (group) rememberGroup(group.name);
  }, [group]);

  if (!group) return <NoGroup />;
  if (replaced) return <Navigate to={groupPath(group, 'home')} replace state={location.state} />;
  return (
    <GroupContext value={group}>
      <UserFrame>
        {/* Another group is another page: nothing typed or scrolled in the first one stays. */}
        <Outlet key={group.id} />
      </UserFrame>
    </GroupContext>
  );
}
