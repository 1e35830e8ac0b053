import { Button, Checkbox, Collapse, NumberInput, Stack, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type LimitsDraft } from './limits-draft.ts';

interface TokenLimitsProps {
  limits: LimitsDraft;
  onChange: (limits: LimitsDraft) => void;
}

const requestsPerMinuteMax = 1_000_000;

/** What a token may not do whatever its role and personas give. Folded away: most tokens need none of it. */
export function TokenLimits({ limits, onChange }: TokenLimitsProps) {
  const [opened, { toggle }] = useDisclosure(false);
  const change = (part: Partial<LimitsDraft>): void => onChange({ ...limits, ...part });
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        px="xs"
        onClick={toggle}
        aria-expanded={opened}
        aria-controls="token-limits"
        rightSection={<span aria-hidden>{opened ? '▴' : '▾'}</span>}
      >
        Limits
      </Button>
      <Collapse expanded={opened} id="token-limits">
        <Stack pt="xs">
          <Checkbox
            label="Read only"
            description="It changes nothing, whatever its role."
            checked={limits.isReadOnly}
            onChange={(event) => change({ isReadOnly: event.currentTarget.checked })}
          />
          <Textarea
            label="Networks"
            description="Only from these, such as 10.0.0.0/8; one on each line. Empty: from everywhere."
            autosize
            minRows={1}
            maxRows={6}
            value={limits.networks}
            onChange={(event) => change({ networks: event.currentTarget.value })}
          />
          <NumberInput
            label="Requests a minute"
            description="Empty: as everybody else."
            min={1}
            max={requestsPerMinuteMax}
            allowDecimal={false}
            value={limits.requestsPerMinute}
            onChange={(value) => change({ requestsPerMinute: typeof value === 'number' ? value : '' })}
          />
          <Checkbox
            label="May rotate itself"
            description="With its secret it may fetch the next one, and nothing else about itself."
            checked={limits.mayRotateItself}
            onChange={(event) => change({ mayRotateItself: event.currentTarget.checked })}
          />
        </Stack>
      </Collapse>
    </div>
  );
}
