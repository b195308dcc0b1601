import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/api';

/** Who is given another role while a page is open is told, so that nothing vanishes without a word. */
export function useRoleNotice({ permissions }: Me) {
  const { t } = useTranslation();
  const rights = [...permissions].sort().join(' ');
  const before = useRef(rights);
  useEffect(() => {
    if (before.current === rights) return;
    before.current = rights;
    notifications.show({
      color: 'yellow',
      autoClose: false,
      title: t('shell.role_changed'),
      message: t('shell.role_changed_why'),
    });
  }, [rights, t]);
}
