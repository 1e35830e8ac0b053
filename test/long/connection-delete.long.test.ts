import { describeDeleteDeaths } from '../support/describe-delete-deaths.ts';

describeDeleteDeaths({ points: 20, seed: 20 });
