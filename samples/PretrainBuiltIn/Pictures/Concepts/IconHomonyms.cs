namespace PretrainBuiltIn.Pictures.Concepts;

/// <summary>
/// Names under which icon sets draw something else than the word says first, or each something else: glyphs of user interfaces,
/// brands, abstract words, and words with two meanings. Their icons are left out.
/// </summary>
internal static class IconHomonyms
{
    private const string Names = """
        abs, academic, accept, access, ace, acid, acoustic, adobe, afferent, affiliate, agents, aid, alabama, alarm, album, alcohol, altar boy,
        amazon, anatomy, android, angle, anus, apc, application, appointment, archive, arizona, arrival, arrow, arrows, art gallery, assembly,
        assistant, atlas, atomic power, attachment, attack, attraction, aurora, automatic, automation, avatar, axis, back, backbone, backspace,
        backup, balance, bamboo, bar, bars, beauty, berlin, beta, binary, black, black flag, blast, bleeding heart, blender, blind, blindfold, bling,
        blob, block, blogger, bloom, board, body, bolas, bolt, boom, boom box, bootstrap, boss, bot, box office, boxer, braces, bracket, brackets,
        branch, brazil, breasts, browser, browsers, brute, bud, buffet, button, cafe, call centre, calling, calm, calm face, can, cannabis,
        canned food, cap, capacitor, capital, caps, carrion, cartwheel, case, casino, cast, catch, cattle grid, cell, cells, chain, champion,
        champions, change, character, charger, charity, charm, chart, chat, chats, check, check button, checks, chicken, chinese, chlamydia, churn,
        circles, classroom, click, clinic, clip, clock, clone, cloth, clothes, clout, clover, club, clubs, cobweb, collage, colon, colors, column,
        columns, coma, combine, come, comma, commerce, commodity, companion, component, components, composition, compound, compress, compression,
        computer user, conditioner, condom, cone shape, confectionery, connection, connector, conqueror, consignment, console, contact, contacts,
        container, control, controller, conveyor, convict, cooking, copilot, copy, cos, cosmetic, counter, course, court, crane, crazy, creation,
        crop, cross, crossbred, crossroad, cultist, cursor, cut, cutter, cycle, dairy, dashboard, date, dates, dealer, death, delaware, delta,
        democrat, deposit, detour, developer, device, devices, diagram, diameter, diamonds, dip switch, discharge, display, distortion, division,
        doc, dock, docker, document, documents, dollar, dot, dot matrix, dots, down, drafts, drag, drain, draw, drawing, dribble, drinking water,
        drive, drizzle, drop, dry, duplex, duplicate, earth, easel view, economy, edge, editor, effects, efferent, eight ball, elder, electric,
        electric switch, electrical resistance, electricity, ember, emergency exit, empty, endocrine, energy, engineering, english, entrance, entry,
        equal, equalizer, equals, euro, exchange, exit, exponent, export, exposure, external drive, face, fall, fast, fast food, fat, fault,
        favourite, fedora, feed, feeder, female, female reproductive system, fencing, field, figure, file, files, filter, filters, finance, firewall,
        first, first aid, five, flash, flippers, flirt, float, floor plan, foam, focus, fold, font, food, food chain, football, form, forms, formula,
        forum, forward, four, foursquare, frame, framer, frameworks, friends, fuji, gallery, game, gas, gas meter, giant, gibbet, git, gizmo, globe,
        gluten, goal, good, government building, grab, gravity, green, grid, grip, grocery, groin, growth, guest, hamburger button, hand, hands,
        harbor, hardware, hash, haze, head, header, heading, headshot, heliport, help, hemisphere, high, high bars, hiss, hold, hologram, hood, hop,
        hospice, hotspot, hub, human, i phone, icons, illinois, image, images, implant, import, indiana, induction, inpatient, inspiration,
        institution, instrument, intellectual, internal organ, internet, intersection, inventory, iowa, iphone, japan, jasmine, java, jelly, jewel,
        job, join, joint, joints, juggler, jumpers, junction, justice, kansas, kid, knob, knockout, labs, lambda, lan, landing, landscape, launch,
        layer, layers, lcd, leak, led, left, letter, letter bomb, letter case, letters, level, level crossing, lever, liar, life support, lift,
        ligature, light, lincoln, line, linear, load, loader, loading, loaf, local, location, log, loincloth, loop, loupe, love, lovers, luger, mac,
        machine gun, male, male genitalia, man, margin, mark, mask face, massachusetts, master, mastodon, material, matrix, maya, medium, memory,
        men, mentor, menu, mesh, messenger, mickey, mine, minions, missouri, mist, mistral, mobile button, module, mollie, moment, motion, mouse,
        municipality, muslim, natural, nature, navigator, nectar, negative, nerd, nest, nests, network, neural network, neutral, nmr, nook, note,
        notes, notion, nuclear power, nude, number, numbers, nutrition, office, officer, one, opacity, opera, outlet, outpatient, overdrive,
        overhead, packaging, pad, pain, panorama, panoramas, parabola, party, paster, path, patient, penis, people, person, pharmacy, photo,
        photograph, physics, pianist, pic, pie, pip, pipes, pivot, placeholder, plan, planner, plaque, platform, pocket, point, pointer, poll,
        portal, portrait, positive, post, pound, power, power button, power meter, predator, prescription, prescriptions, presentation, press, print,
        prisoner, private, process, projection, proportions, protection, psychic, pull, pulse, punch, puppet, push, quay, queue, quicksand, radial,
        radiation, radiations, radical, radius, rail, ram, rapper, reactor, record, reel, referral, refinery, refraction, register, remedy, reminder,
        remote, repository, reproduction, republican, resonance, reticule, return, rifle sight, right, right angle, robber, rogue, roller, rolodex,
        room, root, rosette, round, route, routes, rows, rule, rules, run, safety, scale, scales, scan, scan face, scanner, screen, scribble, seal,
        section, sector, security, segment, selector, separator, serial port, server, servers, service, services, setting, settings, setup, shade,
        shadow, shake, shaker, shape, shapes, share, sheet, shell, shelter, shift, shifter, shifts, shirt button, shopping, shrink, sign, signal,
        silex, single, sinusoid, six, sketch, slack, slash, slaughterhouse, slave, slice, slide, sliders, slot, smoking, snacks, snatch, sob,
        solar energy, solar power, solid, sort, soul, spa, space, spaces, spade, spades, spam, spartan, speed, sperm, spinner, spline, split, sport,
        spring, spy, stack, star face, station, steps, stock, stock market, stop, storage, straight face, stream, streets, stripe, structure,
        success, suicide, sum, summit, support, suspension, swallow, sweats, swing, switch, switch button, symmetry, system, tab, tablet button,
        tabs, tangent, tec, terminal, terror, terrorist, testicles, theater, three, thrust, tick, tinker, tips, token, tool case, trace, track,
        trade, trail, transfer, transit, transmission, transparency, transport, transporter, tray, tree diagram, tree face, trunk, turkey, turret,
        twister, two, type, union, union jack, universal, universe, upgrade, user, users, uzi, vaccine, vagina, vanity, variable, vault, vector,
        vegan, venus, video, view, viewfinder, vignette, vine, vip, voice, volume, voucher, walk, wan, wash, water level, water meter, waters, wave,
        web, weight, widget, widgets, wind power, windows, woman, women, work, worker, world, wrap, xxx, yahoo, yen, yield, zip
        """;

    private static readonly HashSet<string> _names = new(
        Names.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    public static bool Contains(string name) => _names.Contains(name);
}
