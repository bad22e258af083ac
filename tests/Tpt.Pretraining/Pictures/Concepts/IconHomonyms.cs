namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>
/// Names under which icon sets draw something else than the word says first, or each something else: glyphs of user interfaces,
/// brands, abstract words, and words with two meanings. Their icons are left out.
/// </summary>
internal static class IconHomonyms
{
    private const string Names = """
        abs, academic, accept, access, ace, acid, acoustic, adobe, aerosol, afferent, affiliate, agents, aid, alabama, alarm, album, alcohol,
        altar boy, altimeter, amazon, anatomy, android, angel, angle, anus, apc, application, appointment, archive, arizona, arrival, arrow, arrows,
        art gallery, assembly, assistant, atlas, atomic power, attachment, attack, attraction, aurora, automatic, automation, avatar, axis, back,
        backbone, background, backspace, backup, balance, ball, bamboo, bar, bars, baton, beauty, berlin, beta, bill, bills, binary, black,
        black flag, blade, blast, bleeding heart, blender, blind, blindfold, bling, blob, block, blogger, bloom, board, body, bolas, bolt, boom,
        boom box, bootstrap, boss, bot, box office, boxer, braces, bracket, brackets, branch, brazil, breakfast, breasts, browser, browsers, brute,
        bud, buffet, button, cafe, call centre, calling, calm, calm face, can, cannabis, canned food, cap, capacitor, capital, caps, card, carrion,
        cartwheel, case, casino, cast, catch, cattle grid, cell, cells, chain, champion, champions, change, character, charger, charity, charm,
        chart, chat, chats, check, check button, checks, chest, chicken, chinese, chip, chlamydia, churn, circles, classroom, cleaver, click, clinic,
        clip, clock, clone, cloth, clothes, clout, clover, club, clubs, cobweb, collage, colon, colors, column, columns, coma, combine, come, comma,
        commerce, commodity, companion, component, components, composition, compound, compress, compression, computer user, conditioner, condom,
        cone shape, confectionery, connection, connector, conqueror, consignment, console, contact, contacts, container, control, controller,
        conveyor, convict, cooking, copilot, copy, corporal, cos, cosmetic, counter, course, court, crane, crazy, creation, crop, cross, crossbred,
        crossroad, crow of thorns, cultist, cursor, cushion, customer, cut, cutter, cutting, cycle, dairy, dashboard, date, dates, dealer, death,
        delaware, delta, democrat, deposit, detour, developer, device, devices, diagram, diameter, diamonds, dip switch, discharge, display,
        distortion, division, doc, dock, docker, document, documents, dollar, dot, dot matrix, dots, down, drafts, drag, drain, draw, drawers,
        drawing, dribble, drill, drinking water, drive, drizzle, drop, dry, duplex, duplicate, earth, easel view, economy, edge, editor, effects,
        efferent, eight ball, elder, electric, electric switch, electrical resistance, electricity, embassy, ember, emergency exit, empty, endocrine,
        energy, engineering, english, entrance, entry, equal, equalizer, equals, euro, exchange, exit, exponent, export, exposure, external drive,
        face, fall, fast, fast food, fat, fault, favourite, fedora, feed, feeder, female, female reproductive system, fencing, field, figure, file,
        files, filter, filters, finance, firebase, firewall, first, first aid, five, flare, flash, flippers, flirt, float, floor plan, foam, focus,
        fold, font, food, food chain, football, fork, form, forms, formula, forum, forward, four, foursquare, frame, framer, frameworks, friends,
        fruit, fuji, gallery, game, garlands, gas, gas meter, gate, giant, gibbet, git, gizmo, glider, globe, gluten, gnome, goal, good,
        government building, gps, grab, grapple, gravity, green, grid, grip, grocery, groin, growth, guest, hail, hamburger button, hand, hands,
        hanger, harbor, hardware, hash, haze, head, header, heading, headshot, heliport, help, hemisphere, high, high bars, hiss, hold, hologram,
        hood, hop, hospice, hotspot, hub, human, i phone, icons, illinois, image, images, imp, implant, import, indiana, induction, inpatient,
        inspiration, institution, instrument, intellectual, internal organ, internet, intersection, inventory, iowa, iphone, japan, jasmine, java,
        jelly, jewel, jewelry, job, join, joint, joints, juggler, jumpers, junction, justice, kansas, kebab, kid, knob, knockout, labs, lambda, lan,
        landing, landscape, lane, lark, launch, layer, layers, lcd, leak, led, left, letter, letter bomb, letter case, letters, level,
        level crossing, lever, liar, life support, lift, ligature, light, lincoln, line, linear, liner, load, loader, loading, loaf, local, location,
        log, logs, loincloth, loom, loop, loupe, love, lovers, luger, mac, machine gun, maggot, male, male genitalia, man, manager, margin, mark,
        marker, market, marquee, mask face, massachusetts, mast, master, mastodon, material, matrix, maya, medicine, medium, memory, men, mentor,
        menu, mesh, messenger, mickey, mine, minions, missouri, mist, mistral, mobile button, module, mollie, moment, monitor, motion, mouse,
        municipality, muslim, natural, nature, navigator, nectar, negative, nerd, nest, nests, network, neural network, neutral, nmr, nook, note,
        notes, notion, nuclear power, nude, number, numbers, nutrition, office, officer, one, opacity, opera, orbit, outlet, outpatient, overdrive,
        overhead, packaging, pad, pain, pan, panorama, panoramas, parabola, party, paste, paster, path, patient, penis, people, periscope, person,
        pharmacy, photo, photograph, physics, pianist, pic, pie, pimiento, pin, pip, pipes, pivot, placeholder, plan, planner, plaque, plastron,
        plate, platform, pocket, point, pointer, polaroid, poll, polygon, portal, portrait, positive, post, pound, power, power button, power meter,
        predator, prescription, prescriptions, presentation, press, print, prism, prisoner, private, process, projection, proportions, protection,
        psychic, pull, pulse, punch, puppet, push, python, quay, queue, quicksand, radial, radiation, radiations, radical, radius, rail, ram, rapper,
        reactor, receiver, record, reel, referral, refinery, refraction, register, remedy, reminder, remote, repository, reproduction, republican,
        resonance, reticule, return, rifle, rifle sight, right, right angle, robber, rogue, roller, rolodex, room, root, rosette, round, route,
        router, routes, rows, rule, rules, run, saddle, safety, scale, scales, scan, scan face, scanner, screen, scribble, sea, seal, section,
        sector, security, segment, selector, separator, sergeant, serial port, server, servers, service, services, setting, settings, setup, shade,
        shadow, shake, shaker, shape, shapes, share, sheet, shell, shelter, shift, shifter, shifts, shirt button, shopping, shore, shotgun, shrink,
        sign, signal, silex, single, sinusoid, six, sketch, slack, slash, slaughterhouse, slave, slice, slide, sliders, sling, slipknot, slot,
        smoking, snacks, snatch, sob, solar energy, solar power, solid, sort, soul, spa, space, spaces, spade, spades, spam, spartan, speed, sperm,
        spikes, spill, spinner, spline, split, sport, spring, spy, squib, stack, stake, star face, station, steps, stickers, stock, stock market,
        stop, storage, straight face, stream, streets, stripe, structure, success, suicide, suit, sum, summit, support, suspension, swallow, sweats,
        swing, switch, switch button, symmetry, system, tab, table, tablet button, tabs, tangent, tape, tape drive, tarp, tec, terminal, terrace,
        terror, terrorist, testicles, theater, three, thrust, tick, tinker, tips, toggles, token, tool case, trace, track, trade, trail, transfer,
        transit, transmission, transparency, transport, transporter, tray, tread, tree diagram, tree face, trunk, turkey, turret, twister, two, type,
        union, union jack, universal, universe, upgrade, user, users, uzi, vaccine, vagina, vanity, variable, vault, vector, vegan, venus, video,
        view, viewfinder, vignette, vine, viola, vip, virus, visor, voice, volume, voucher, waiter, walk, walker, wan, wash, water level,
        water meter, waters, wave, waves, web, weight, whip, widget, widgets, wind power, windows, woman, women, work, workbench, worker, world,
        wrap, xxx, yahoo, yeast, yen, yield, zip, zodiac
        """;

    private static readonly HashSet<string> _names = new(
        Names.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    public static bool Contains(string name) => _names.Contains(name);
}
