import { Button, Group, Tabs } from '@mantine/core';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { FileUp, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/lib/may';
import { Page } from '@/ui/Page';

const PARTS = ['people', 'segments', 'imports'] as const;
const PLACES = {
  people: '/contacts',
  segments: '/contacts/segments',
  imports: '/contacts/imports',
} as const;

/** What is around the lists of people, of segments and of imports. */
export function Lists() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const here = useLocation({ select: ({ pathname }) => pathname.split('/')[2] || 'people' });
  const actions = may('contacts.write') && (
    <Group gap="sm">
      <Button
        component={Link}
        to="/contacts/new"
        variant="default"
        leftSection={<UserPlus size={18} aria-hidden />}
      >
        {t('contacts.new')}
      </Button>
      <Button component={Link} to="/contacts/import" leftSection={<FileUp size={18} aria-hidden />}>
        {t('imports.new')}
      </Button>
    </Group>
  );
  return (
    <Page title={t('nav.contacts')} lead={t('contacts.lead')} action={actions}>
      <Tabs
        value={here}
        onChange={(part) => part && void navigate({ to: PLACES[part as 'people'] })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('nav.contacts')}>
          {PARTS.map((part) => (
            <Tabs.Tab key={part} value={part}>
              {t(`contacts.tabs.${part}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={here} pt="md">
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
