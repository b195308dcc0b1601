import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { CircleAlert, PencilLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { deleteTemplate, submitTemplate } from '@/api';
import {
  listNumbersOptions,
  listTemplatesQueryKey,
  showTemplateOptions,
} from '@/api/@tanstack/react-query.gen';
import { language } from '@/lib/format';
import { useMay } from '@/lib/may';
import { problemOf, wordsOf } from '@/lib/problem';
import type { Shape } from '@/lib/template';
import { Back } from '@/ui/Back';
import { Confirm } from '@/ui/Confirm';
import { Page } from '@/ui/Page';
import { FormTrouble } from '@/ui/Problem';
import { State } from '@/ui/State';
import { TemplateBubble } from '@/ui/message/TemplateBubble';
import { reasonWords } from './reason';

/** One template: how it reads, how it stands, what can be done with it. */
export function Template() {
  const { t } = useTranslation();
  const { templateId } = useParams({ from: '/_in/templates/$templateId/' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const may = useMay()('templates.write');
  const path = { template_id: templateId };
  const { data: numbers = [] } = useQuery(listNumbersOptions());
  const { data: one } = useSuspenseQuery(showTemplateOptions({ path }));
  const ofAccount = numbers.filter(({ id }) => one.number_ids.includes(id));
  const number = ofAccount.find(({ state }) => state === 'connected') ?? ofAccount[0];
  const submit = useMutation({
    mutationFn: (number_id: string) => submitTemplate({ path, body: { number_id } }),
    onSettled: () =>
      queries.invalidateQueries({ queryKey: showTemplateOptions({ path }).queryKey }),
  });
  const isOpen = ['draft', 'REJECTED'].includes(one.state);
  const gone = async () => {
    await queries.invalidateQueries({ queryKey: listTemplatesQueryKey() });
    await navigate({ to: '/templates' });
  };
  return (
    <Page
      back={<Back to="/templates" label={t('nav.templates')} />}
      title={one.name}
      lead={[language(one.language), t(`category.${one.category.toLowerCase()}`)].join(' · ')}
      action={<State of={one.state} />}
    >
      <FormTrouble words={submit.isError ? wordsOf(problemOf(submit.error), t) : null} />
      {one.reason && (
        <Alert
          color="red"
          icon={<CircleAlert size={20} aria-hidden />}
          title={t('templates.rejected')}
        >
          {reasonWords(one.reason, t)}
        </Alert>
      )}
      <Text c="dimmed">
        {t(`templates.stands.${one.state.toLowerCase()}`, { defaultValue: '' })}
      </Text>
      <TemplateBubble label={t('templates.preview')} shape={one.shape as Shape} values={{}} />
      {may && (
        <Stack>
          <Group>
            {isOpen && (
              <>
                <Button
                  loading={submit.isPending}
                  disabled={!number}
                  onClick={() => number && submit.mutate(number.id)}
                >
                  {t('templates.submit')}
                </Button>
                <Button
                  component={Link}
                  to={`/templates/${one.id}/edit`}
                  variant="default"
                  leftSection={<PencilLine size={17} aria-hidden />}
                >
                  {t('templates.edit')}
                </Button>
              </>
            )}
            <Confirm
              label={t('remove')}
              title={t('templates.remove', { name: one.name })}
              words={t('templates.remove_why')}
              act={() => deleteTemplate({ path })}
              after={gone}
            />
          </Group>
        </Stack>
      )}
    </Page>
  );
}
