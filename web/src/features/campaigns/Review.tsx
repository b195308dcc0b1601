import { Button, Group, SimpleGrid, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Pencil, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { createCampaign, deleteCampaign, type CampaignOut } from '@/api';
import {
  listCampaignsQueryKey,
  showSegmentOptions,
  showTemplateOptions,
} from '@/api/@tanstack/react-query.gen';
import { useMay } from '@/lib/may';
import { problemOf, wordsOf } from '@/lib/problem';
import type { Shape } from '@/lib/template';
import { sayDone } from '@/lib/undo';
import { Steps } from '@/ui/Steps';
import { Forecast } from './Forecast';
import { planOf, type Mapping } from './plan';
import { Preview } from './Preview';
import { StartBox } from './StartBox';
import { useStepNames } from './stepNames';
import { TestMessage } from './TestMessage';

/** The last step: who gets it, who will be refused and why, what it costs; then the start. */
export function Review({ one }: { one: CampaignOut }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: template } = useQuery(
    showTemplateOptions({ path: { template_id: one.template_id } }),
  );
  const { data: segment } = useQuery(showSegmentOptions({ path: { segment_id: one.segment_id } }));
  return (
    <Stack gap="lg">
      <Steps names={useStepNames()} at={2} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="lg">
          <Forecast id={one.id} segment={segment?.name ?? '…'} />
          {may('campaigns.start') && <StartBox one={one} />}
        </Stack>
        <Stack gap="lg">
          <section className="surface panel" aria-labelledby="message">
            <Title order={2} id="message" mb="sm">
              {t('plan.step.message')}
            </Title>
            {template && (
              <Preview shape={template.shape as Shape} mapping={one.mapping as Mapping} />
            )}
          </section>
          {may('campaigns.start') && may('contacts.read') && <TestMessage id={one.id} />}
        </Stack>
      </SimpleGrid>
      {may('campaigns.write') && (
        <Group>
          <Button
            component={Link}
            to="/campaigns/$campaignId/edit"
            params={{ campaignId: one.id } as never}
            variant="default"
            leftSection={<Pencil size={17} aria-hidden />}
          >
            {t('plan.change')}
          </Button>
          <Forget one={one} />
        </Group>
      )}
    </Stack>
  );
}

/** Forgotten at once; undo drafts the same again. */
function Forget({ one }: { one: CampaignOut }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: listCampaignsQueryKey() });
  const forget = useMutation({
    mutationFn: () => deleteCampaign({ path: { campaign_id: one.id } }),
    onSuccess: async () => {
      await navigate({ to: '/campaigns' });
      await again();
      sayDone(t('plan.forgotten', { name: one.name }), t, async () => {
        await createCampaign({ body: { ...planOf(one), stages: one.stages } });
        await again();
      });
    },
    onError: (error) => notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) }),
  });
  return (
    <Button
      variant="default"
      leftSection={<Trash2 size={17} aria-hidden />}
      loading={forget.isPending}
      onClick={() => forget.mutate()}
    >
      {t('plan.forget')}
    </Button>
  );
}
