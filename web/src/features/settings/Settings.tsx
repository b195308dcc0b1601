import { Tabs } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { showMeOptions } from '@/api/@tanstack/react-query.gen';
import { Page } from '@/ui/Page';

const PARTS = [
  ['organisation', 'organisation.read'],
  ['consent', 'consent.read'],
  ['members', 'members.read'],
  ['keys', 'keys.write'],
  ['retention', 'privacy.read'],
  ['holds', 'privacy.read'],
  ['sessions', null],
  ['login', null],
] as const;

const placeOf = (part: string) => (part === 'organisation' ? '/settings' : `/settings/${part}`);

/** On a phone the chosen one may stand beyond the edge. */
function showChosen() {
  const chosen = document.querySelector('[role=tab][aria-selected=true]');
  chosen?.scrollIntoView({ inline: 'center', block: 'nearest' });
}

/** The settings: what is the organisation's, and what is one's own. */
export function Settings() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const here = useLocation({ select: ({ pathname }) => pathname.split('/')[2] || 'organisation' });
  useEffect(showChosen, [here]);
  const parts = PARTS.filter(([, right]) => !right || me.permissions.includes(right));
  return (
    <Page title={t('nav.settings')}>
      <Tabs
        value={here}
        onChange={(part) => part && void navigate({ to: placeOf(part) })}
        keepMounted={false}
      >
        <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto' }} aria-label={t('nav.settings')}>
          {parts.map(([part]) => (
            <Tabs.Tab key={part} value={part}>
              {t(`settings.${part}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={here} pt="lg">
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
