"""From a typed configuration to the parts of a run: the one place that knows which part a mode needs.

Components are built from the registry and read their whole configuration here; nothing below looks at a configuration,
and nothing below asks for the mode.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from mqk_core.config.sections import InstrumentTerms, OnHalt, RunConfig, instrument_terms
from mqk_core.domain.actions import CorporateAction
from mqk_core.domain.calendar import Schedule, schedule_named
from mqk_core.domain.events import Opening
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.market import Tape
from mqk_core.domain.money import INT64_MAX, SCALE, from_decimal
from mqk_core.domain.reasons import ACTIONS_UNKNOWN
from mqk_core.engine.state import State
from mqk_core.engine.step import Engine
from mqk_core.errors import ConfigError, PluginError, Problem, Where
from mqk_core.hookspecs import Registry
from mqk_core.ports import DataProvider, SimulatedBroker, VenueSetup
from mqk_core.risk.forbidden import ForbiddenSymbols
from mqk_core.risk.gate import RiskGate
from mqk_core.risk.rule import RiskRule
from mqk_core.sim.stress import stressed_costs, venue_terms
from mqk_core.runtime.corporate_actions import KnownActions, read_actions
from mqk_core.strategy.host import StrategyHost

#: The key that forbids symbols names the rule that does; no rule of a configuration can have this name.
UNKNOWN_ACTIONS: Final = "data.unknown_actions"


@attrs.frozen
class Assembly:
    """Builds the parts of one run; every method reads the keys of its section."""

    config: RunConfig
    registry: Registry

    def _build(self, kind: str, name: str, *arguments: Any) -> Any:
        return self.registry[kind, name].component.build(*arguments)

    def schedule(self) -> Schedule:
        return schedule_named(self.config.schedule.kind.value)

    def provider(self) -> DataProvider:
        provider: DataProvider = self._build("data", self.config.data.kind, self.config.data.config)
        return provider

    def actions(self, tape: Tape, schedule: Schedule) -> KnownActions:
        """Return what is known of splits and dividends of the tape's symbols.

        Raises
        ------
        DataError : the file of `data.actions` cannot be read as such.
        """
        return read_actions(self.config.data.config.actions, tape, schedule)

    def forbidden(self, known: KnownActions) -> tuple[str, ...]:
        """Return the symbols that may not be entered, since too little is known of them.

        Raises
        ------
        SafetyRefusal : the policy is to refuse such a run.
        """
        return known.forbidden(self.config.data.config.unknown_actions)

    def instruments(self, symbols: tuple[str, ...]) -> tuple[Instrument, ...]:
        """Return the terms of what is traded.

        Raises
        ------
        ConfigError : terms for a symbol that the data does not hold, in another currency than the account's, or by
        which one lot is worth no exact amount.
        """
        unknown = sorted(set(self.config.instruments.symbols) - set(symbols))
        if unknown:
            where = Where(key=f"instruments.symbols.{unknown[0]}")
            raise ConfigError([Problem(where, f"the data holds no {unknown[0]}; it holds {', '.join(symbols)[:200]}")])
        account = self.config.account.currency
        found = []
        for symbol in symbols:
            terms = instrument_terms(self.config, symbol)
            if terms.currency != account:
                where = Where(key="account.currency")
                message = (
                    f"{symbol} is priced in {terms.currency}, the account is in {account}; there is no rate source"
                )
                raise ConfigError([Problem(where, message)])
            found.append(self._instrument(symbol, terms))
        return tuple(found)

    def _instrument(self, symbol: str, terms: InstrumentTerms) -> Instrument:
        tick, lot, multiplier = (from_decimal(each) for each in (terms.tick, terms.lot, terms.multiplier))
        whole, rest = divmod(lot * multiplier, SCALE)
        if rest or whole > INT64_MAX:
            place = f"symbols.{symbol}" if symbol in self.config.instruments.symbols else "default"
            message = (
                f"a lot of {terms.lot} {symbol} times a multiplier of {terms.multiplier} is no exact amount; expected "
                "at most 8 decimals and at most 64 bits of them; change one of the two"
            )
            raise ConfigError([Problem(Where(key=f"instruments.{place}.multiplier"), message)])
        return Instrument(symbol, tick, lot, terms.currency, multiplier)

    def broker(
        self, tape: Tape, instruments: tuple[Instrument, ...], actions: tuple[CorporateAction, ...] = ()
    ) -> SimulatedBroker:
        fills = self._build("fills", self.config.fills.kind, self.config.fills.config)
        costs = self._build("costs", self.config.costs.kind, self.config.costs.config)
        stress = self.config.stress
        terms = venue_terms(self.config.broker.config, stress)
        venue = VenueSetup(tape, instruments, fills, stressed_costs(costs, stress), self.cash(), terms, actions)
        broker: SimulatedBroker = self._build("broker", self.config.broker.kind, self.config.broker.config, venue)
        return broker

    def engine(
        self,
        tape: Tape,
        instruments: tuple[Instrument, ...],
        sink: Callable[[bytes], object],
        actions: tuple[CorporateAction, ...] = (),
        forbidden: tuple[str, ...] = (),
    ) -> Engine:
        """Return the sealed engine, opened with the account's cash; `forbidden` symbols may not be entered."""
        hosts = [self._host(name, tape.symbols) for name in self.config.strategies]
        rules = tuple(self._rule(name) for name in self.config.risk.rules)
        if forbidden:
            rules += (ForbiddenSymbols(UNKNOWN_ACTIONS, forbidden, ACTIONS_UNKNOWN),)
        state = State(
            instruments,
            hosts,
            RiskGate(rules),
            self.config.integrity.gap_tolerance_bars,
            self.config.risk.on_halt is OnHalt.FLATTEN,
            sink,
        )
        engine = Engine(tape, state)  # and here: actions
        engine.handle(Opening(0, 0, self.cash()))
        return engine

    def cash(self) -> int:
        return from_decimal(self.config.account.cash)

    def _host(self, name: str, symbols: tuple[str, ...]) -> StrategyHost:
        choice = self.config.strategies[name]
        component = self.registry["strategy", choice.kind].component
        host = StrategyHost(name, component.build(choice.config), component.state, symbols)
        host.start()
        return host

    def _rule(self, name: str) -> RiskRule:
        choice = self.config.risk.rules[name]
        rule = self._build("risk_rule", choice.kind, choice.config)
        if not isinstance(rule, RiskRule):
            offer = self.registry["risk_rule", choice.kind]
            raise PluginError(
                f"risk rule '{choice.kind}' of plugin '{offer.plugin}' built a {type(rule).__name__}; expected a "
                "RiskRule of mqk_core.api; nothing was started"
            )
        rule.name = name
        return rule
