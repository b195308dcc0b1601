import { Anchor, Tabs } from '@mantine/core';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/lib/may';
import { Page } from '@/ui/Page';

const PARTS = { requests: '/privacy', data: '/privacy/data', audit: '/privacy/audit' } as const;
const NEEDS: Partial<Record<Part, string>> = { audit: 'audit.read' };
type Part = keyof typeof PARTS;

/** The desk of who answers for people's data. */
export function Privacy() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const parts = (Object.keys(PARTS) as Part[]).filter((one) => may(NEEDS[one] ?? 'privacy.read'));
  const here: Part = useLocation({
    select: ({ pathname }) => (pathname.split('/')[2] as Part | undefined) || 'requests',
  });
  const proof = (
    <Anchor component={Link} to="/proof">
      {t('proof.see')}
    </Anchor>
  );
  return (
    <Page title={t('nav.privacy')} lead={t('privacy.lead')} action={proof}>
      <Tabs
        value={here}
        onChange={(to) => void navigate({ to: PARTS[to as Part] })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('nav.privacy')}>
          {parts.map((part) => (
            <Tabs.Tab key={part} value={part}>
              {t(`privacy.${part}`)}
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
